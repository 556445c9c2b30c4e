"""The lab page: the steps as they are shown."""
