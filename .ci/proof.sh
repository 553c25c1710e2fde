# Read by the proofs (`source`), not run: the program to try, a folder that is gone afterwards, and how a
# proof speaks. Bash, coreutils and awk are all that a proof may ask for.
#
# A proof is run by .ci/run, or by hand: `.ci/kill-loop target/release/tianye`. Without an argument it takes
# the release program of this folder. It ends with 0 where the promise held, and with what broke it otherwise.
set -euo pipefail

proof=$(basename "$0")
program=$(realpath "${1:-$(dirname "$0")/../target/release/tianye}")
if [ ! -x "$program" ]; then
    echo "$proof: no program at $program; build it by: cargo build --release" >&2
    exit 2
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# A signal ends the proof by way of EXIT, so that nothing stays behind.
trap 'exit 130' INT TERM HUP

# The program as one installation sees it: with data, cache and settings of its own.
install_as() {
    export HOME="$place/$1" XDG_DATA_HOME="$place/$1/data" XDG_CACHE_HOME="$place/$1/cache"
    export XDG_CONFIG_HOME="$place/$1/config" TMPDIR="$place/$1/tmp" TIANYE_LANG=en
    mkdir -p "$TMPDIR"
}
unset TIANYE_LOG DISPLAY WAYLAND_DISPLAY
install_as home
cd "$place"

note() { printf '%s: %s\n' "$proof" "$*"; }

fail() {
    printf '%s: BROKEN: %s\n' "$proof" "$1" >&2
    shift
    for file in "$@"; do
        [ -e "$file" ] && { echo "---- $file" >&2; tail -n 20 "$file" >&2; }
    done
    exit 1
}

# A project with some texts and one code: `study FOLDER [DOCUMENTS]`.
study() {
    local folder=$1 documents=${2:-5} number
    mkdir -p texts
    for ((number = 1; number <= documents; number++)); do
        awk -v of="$number" 'BEGIN {
            for (paragraph = 1; paragraph <= 60; paragraph++) {
                line = ""
                for (n = 1; n <= 8; n++) line = line "文" of "段" paragraph "句" n "，表格越填越多，签几个字，大家都高兴。"
                print line
            }
        }' >"texts/访谈$number.txt"
    done
    printf 'path,color,description\n陷阱/合谋,,彼此心照不宣\n' >codes.csv
    {
        "$program" new "$folder" --title 试作 --coder 甲 &&
            "$program" import "$folder" texts/*.txt --no-cleaning &&
            "$program" codes import "$folder" codes.csv
    } >made 2>&1 || fail "a project could not be made" made
}

# Lines for `tianye code`, none of which comes twice: `passages FROM COUNT [DOCUMENTS]`.
passages() {
    awk -v from="$1" -v count="$2" -v documents="${3:-5}" 'BEGIN {
        for (n = from; n < from + count; n++) {
            start = int(n / documents) % 8000
            print "访谈" (n % documents + 1) "\t" start "\t" start + 2 + int(n / documents / 8000) "\t陷阱/合谋"
        }
    }'
}

# The same, a few at a time, so that they are answered a few at a time.
by_and_by() { awk '{ print } NR % 5 == 0 { fflush(); if (system("sleep 0.001")) exit }' 2>/dev/null; }

# The ids of what was acknowledged; a last line without its end was none.
acknowledged() { awk '$1 == "saved" && length($3) == 36 { print $3 }' "$1" | sort; }

# Writes all codings of a project, sorted, and refuses one that is there twice: `codings FOLDER FILE`.
codings() {
    local status=0
    "$program" codings export "$1" "$2.csv" --force --columns id >"$2.said" 2>&1 || status=$?
    # 1: read with remarks; what they are is said by `sound`.
    [ "$status" -le 1 ] || fail "the codings of $1 could not be read ($status)" "$2.said"
    tail -n +2 "$2.csv" | cut -d, -f1 | sort >"$2"
    [ -z "$(uniq -d "$2")" ] || fail "an id stands twice in $1" "$2.csv"
    [ -z "$(tail -n +2 "$2.csv" | cut -d, -f2-6 | sort | uniq -d)" ] || fail "a passage was coded twice in $1" "$2.csv"
}

torn=0
# The project must be sound. Its journal may end in a frame that was cut short: that was never acknowledged.
sound() {
    # A whole check reads all of history again; between two of them it must do that the project opens to be written.
    looks=$((${looks:-0} + 1))
    if [ $((looks % 6)) -ne 0 ]; then
        "$program" codes list "$1" >check.out 2>check.err || [ $? -eq 1 ] || fail "$1 does not open" check.out check.err
        ! grep -q 'for reading only' check.err || fail "$1 opens for reading only" check.err
        return
    fi
    if "$program" check "$1" >check.out 2>check.err; then return; fi
    if grep '^ ' check.out | grep -v 'was not written to its end' >/dev/null || ! grep '^ ' check.out >/dev/null; then
        fail "$1 is not sound" check.out check.err
    fi
    torn=$((torn + 1))
}

# The project must be sound without any remark.
wholly_sound() { "$program" check "$1" >check.out 2>check.err || fail "$1 is not wholly sound" check.out check.err; }

# All lines of the first file are in the second, both sorted: `all_in FILE FILE WORDS`.
all_in() {
    comm -23 "$1" "$2" >missing
    [ ! -s missing ] || fail "$3 ($(wc -l <missing) of $(wc -l <"$1") are gone)" missing
}

documents_of() { { "$program" check "$1" --json 2>/dev/null || true; } | awk -F'[:,]' '/"documents"/ { print $2 + 0 }'; }

# Ends a program that this proof started, at once; says by its status whether it was still at work.
ended=0
kill_now() {
    kill -KILL "$1" 2>/dev/null || true
    ended=0
    wait "$1" 2>/dev/null || ended=$?
    [ "$ended" -eq 137 ]
}

# A time to sleep, in seconds: `within LEAST MOST`, both in milliseconds.
within() {
    local milliseconds=$(($1 + RANDOM % ($2 - $1 + 1)))
    printf '%d.%03d' $((milliseconds / 1000)) $((milliseconds % 1000))
}

# Milliseconds of some clock.
now() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }
