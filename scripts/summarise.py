"""Sums up what ctest wrote with --output-junit: arguments PRESET=FILE.

Prints a line for each preset, the names of failed tests, the skipped ones with their reasons, and at the end
'N passed, N failed, N skipped'. Ends with status 1 if a test failed, or if a preset has no results.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

REASONS = [
    re.compile(r"^SIGIL-SKIPPED: (.*)$", re.MULTILINE),  # unit tests, tests/support/catch.hpp
    re.compile(r"^SKIPPED \[\d+\] (.*)$", re.MULTILINE),  # pytest -rs
]


def reason_of(case):
    output = case.findtext("system-out") or ""
    for pattern in REASONS:
        if found := pattern.findall(output):
            return "; ".join(found)
    skipped = case.find("skipped")
    return skipped.get("message") if skipped is not None else "no reason given"


def outcome_of(case):
    """'run' is what ctest calls a test that passed; 'notrun' one that skipped itself, but also one that could
    not be started, which is a failure."""
    if case.get("status") == "run":
        return "passed"
    skipped = case.find("skipped")
    is_asked_for = skipped is not None and skipped.get("message", "").startswith("SKIP_")
    return "skipped" if is_asked_for or case.get("status") == "disabled" else "failed"


def read(path):
    """The test cases of a file; none if ctest did not get as far as writing it."""
    try:
        return ElementTree.parse(path).getroot().findall("testcase")
    except (OSError, ElementTree.ParseError) as error:
        print(f"{path}: {error}")
        return []


def main(arguments):
    total = {"passed": 0, "failed": 0, "skipped": 0}
    is_complete = bool(arguments)
    for argument in arguments:
        preset, path = argument.split("=", 1)
        cases = read(path)
        is_complete = is_complete and bool(cases)
        count = dict.fromkeys(total, 0)
        details = []
        for case in cases:
            outcome = outcome_of(case)
            count[outcome] += 1
            total[outcome] += 1
            if outcome == "failed":
                details.append(f"  failed: {case.get('name')}")
            if outcome == "skipped":
                details.append(f"  skipped: {case.get('name')}: {reason_of(case)}")
        print(f"{preset}: " + ", ".join(f"{number} {name}" for name, number in count.items()))
        print("\n".join(details), end="\n" if details else "")
    if not is_complete:
        print("error: a preset has no results")
    print(", ".join(f"{number} {name}" for name, number in total.items()))
    return 0 if is_complete and total["failed"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
