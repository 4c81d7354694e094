"""What composes the rooms: stages, command line, configuration, evaluation, and the Prefect flows."""
