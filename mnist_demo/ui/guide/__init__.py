"""Guides for newcomers: tour, experiments, glossary."""
