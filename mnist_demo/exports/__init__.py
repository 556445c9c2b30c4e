"""Files to take along: mistakes, a report, a script that makes a run again, what a sweep has found."""
