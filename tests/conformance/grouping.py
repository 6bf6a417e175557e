"""Makes works of several threads share one commit, for certain."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from runlore.stores.catalog import Catalog, Transaction


def write_grouped(
    catalog: Catalog, works: Mapping[str, Callable[[Transaction], Any]]
) -> dict[str, Any]:
    """Hold the writer until all works wait behind it; gives what each returned or raised.

    The works run in the order given, all in the transaction after that of the one who held.
    """
    results: dict[str, Any] = {}
    held, free = threading.Event(), threading.Event()

    def hold(_: Transaction) -> None:
        held.set()
        free.wait(30)

    def write(name: str, work: Callable[[Transaction], Any]) -> None:
        try:
            results[name] = catalog.write(work)
        except Exception as error:  # noqa: BLE001  (whatever a work raises is its result)
            results[name] = error

    threads = [threading.Thread(target=catalog.write, args=(hold,))]
    threads[0].start()
    held.wait(30)
    for name, work in works.items():
        threads.append(threading.Thread(target=write, args=(name, work)))
        threads[-1].start()
        time.sleep(0.02)
    free.set()
    for thread in threads:
        thread.join()
    return results
