"""Django's command line, inside the use of the database that the environment names."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import execute_from_command_line

from laoyou.config.environment import Database, Environment, EnvironmentRefused, load
from laoyou.config.postgres import PostgresUnavailable, embedded_server

SETTINGS = "laoyou.config.settings"
NEEDS_NO_DATABASE = frozenset({"help", "check", "collectstatic", "makemessages", "compilemessages"})


def main(argv: list[str]) -> int:
    """Run one Django command; returns the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        with database_in_use(load(os.environ), needed=not NEEDS_NO_DATABASE.intersection(argv[1:2])):
            execute_from_command_line(argv)
    except (EnvironmentRefused, PostgresUnavailable) as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    return 0


@contextmanager
def database_in_use(environment: Environment, *, needed: bool = True) -> Iterator[Database]:
    """Keep the embedded server up inside the block, unless DATABASE_URL names another; gives where it is."""
    if environment.database is not None:
        yield environment.database
    elif needed:
        with embedded_server(environment).in_use() as database:
            yield database
    else:
        yield embedded_server(environment).database()



if __name__ == "__main__":
    sys.exit(main(sys.argv))
