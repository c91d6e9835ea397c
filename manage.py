"""Django's own commands (makemigrations, procrastinate, …), with the embedded database up while they run."""

from __future__ import annotations

import sys

from laoyou.config.manage import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
