"""One module a command of the `laoyou` program; each holds a click command named `command`."""
