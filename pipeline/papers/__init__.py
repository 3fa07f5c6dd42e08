"""The papers that the service gives to people: the one-time notice and the acceptance slip."""
