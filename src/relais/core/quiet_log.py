"""What PostgreSQL must be told so that its own log never holds what rows hold."""

# An error tells its constraint, not the row that broke it; no statement is written, nor what it was given.
QUIET: dict[str, str] = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}
