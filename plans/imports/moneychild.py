"""Reads one table of amounts in a process of its own: ``python -m plans.imports.moneychild KIND``. File on stdin, JSON on stdout.

As members/imports/child.py, with the columns of budgets and accounts.
"""

import json
import sys

from portal import uploads

if __name__ == "__main__":
    from members.imports.child import SECONDS, answer

    uploads.limit_process(SECONDS)
    from plans.imports.moneycolumns import recognise, said

    json.dump(answer(sys.argv[1], sys.stdin.buffer.read(), recognise, said), sys.stdout)
