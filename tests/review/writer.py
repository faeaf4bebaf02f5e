"""A process that writes decisions as fast as it can, and says each one that is confirmed: to be killed.

python -m tests.review.writer STORE CODER HOW_MANY
"""

import sys

from onrecord.review import Coding, Store


def main(path: str, coder: str, how_many: int) -> None:
    with Store(path) as store:
        coding = Coding(store, coder)
        [article] = coding.articles
        for number in range(how_many):
            act = (coding.accept, coding.reject)[number % 2]
            print(act(article, "q1").id, flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
