"""The training page: settings, a training watched, kept runs."""
