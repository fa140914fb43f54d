#!/usr/bin/env bash
# Instructions a text and a byte, counted by callgrind (valgrind), beside those of the last time.
# With `--write` the new figures take the place of the old ones in instructions.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || { echo "valgrind is needed: apt install valgrind" >&2; exit 1; }

program=$(cargo bench --quiet --bench instructions --no-run --message-format=json |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
new=$(mktemp)
out=$(mktemp)
trap 'rm -f "$new" "$out"' EXIT
echo "# texts, instructions a text, instructions a byte (ready: once for a process, and a byte of the tables)" >"$new"
for kind in ready none rare common dense; do
    counted=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
        --toggle-collect='*counted*' "$program" "$kind" 2>&1 >"$out" |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p')
    read -r _ texts bytes <"$out"
    printf '%-7s %8d %6.1f\n' "$kind" $((counted / texts)) \
        "$(awk "BEGIN { print $counted / $bytes }")" >>"$new"
done
echo "last time:"
cat benches/instructions.txt 2>/dev/null || true
echo "now:"
cat "$new"
if [[ "${1:-}" == --write ]]; then
    cp "$new" benches/instructions.txt
fi
