"""Settings of the embedded server, by the memory of the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024
SHARED_MEMORY_NEEDED = 256 * MEGABYTE


def server_settings(socket_folder: Path, *, durable: bool) -> dict[str, str]:
    """Names and values for postgresql.conf; not durable = nothing waits for the disk."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "port": "5432",
        "max_connections": "100",
        "shared_buffers": f"{_between(128, memory // 16, 1024)}MB",
        "effective_cache_size": f"{_between(256, memory // 2, 65536)}MB",
        "maintenance_work_mem": f"{_between(64, memory // 32, 512)}MB",
        "work_mem": f"{_between(8, memory // 512, 32)}MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "wal_buffers": "16MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "dynamic_shared_memory_type": _shared_memory_type(),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "log_statement": "none",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",  # the details of a refused row would repeat its names
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    return settings


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))


def _shared_memory_type() -> str:
    """Containers often give /dev/shm 64 MB, too little for parallel queries; files do as well there."""
    try:
        roomy = shutil.disk_usage("/dev/shm").total >= SHARED_MEMORY_NEEDED
    except OSError:
        return "mmap" if Path("/proc").exists() else "posix"
    return "posix" if roomy else "mmap"
