#!/bin/sh
# Build a store from the sample pages and show what two states did to each other.
set -eu
cd "$(dirname "$0")/.."
dragoman=.venv/bin/dragoman
store=demo/dragoman.db
mkdir -p demo
rm -f "$store" "$store-wal" "$store-shm"
echo "Reading, coding and linking the sample pages …" >&2
"$dragoman" build samples --store "$store"
"$dragoman" timeline AZE IRN --store "$store"
echo >&2
echo "Writing a brief on the two …" >&2
"$dragoman" brief AZE IRN --store "$store" -o demo/azerbaijan-iran.html
cat <<END

The record stands in $store, a report of it in demo/azerbaijan-iran.html: open that in a browser.
Look further:

  $dragoman dyad AZE IRN --by year --store $store  the relation over time
  $dragoman list visits --store $store             registers; also: agreements, exercises, transfers, bodies,
                                                   deployments, incidents
  $dragoman show EVENT --store $store              one event of the list: every report, sentence, conflict
  $dragoman search 'border drills' --store $store  full text over articles and events
  $dragoman list events --store $store             all events; also: statements, documents, actors
  $dragoman export events --format jsonl --store $store -o demo/events.jsonl
  $dragoman build FOLDER-OR-URL --store my.db      your own pages

Start with docs/getting-started.md.
END
