"""For all tests in Python: where `support` is, and an exit status that CTest knows as skipped."""

import sys
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

SKIPPED = 77


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    statistics = session.config.pluginmanager.get_plugin("terminalreporter").stats
    if exitstatus == pytest.ExitCode.OK and statistics.get("skipped") and not statistics.get("passed"):
        session.exitstatus = SKIPPED
