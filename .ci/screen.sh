# Read by .ci/window (`source`, after proof.sh): a screen of its own with the program's window on it, hands on
# its mouse and keyboard, and eyes that find places in its picture. Nothing here knows where a thing stands in
# the window: places are found by colour or by ink, and whatever has a key is reached by the key.
#
# No step sleeps and hopes. After each one the picture is watched until it has changed and come to rest, or the
# project is asked by the command line until it says what it should; both with a limit.

for tool in Xvfb xdotool openbox xclip; do
    command -v "$tool" >/dev/null 2>&1 || { echo "$proof: $tool is not installed" >&2; exit 2; }
done

wide=1440 high=900
# How long anything may take, in milliseconds: machines that build something else are slow.
patience=${PATIENCE:-30000}
# A picture that failed is kept here.
pictures=${PICTURES:-$(dirname "$program")/window-proof}

# The server writes what is on the screen into a file, as an X window dump: nothing else has to take pictures.
open_screen() {
    mkdir -p screen run bin
    chmod 700 run
    # No session bus and no other display: the program must not find those of whoever runs this.
    export XDG_RUNTIME_DIR="$place/run" DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent
    export LIBGL_ALWAYS_SOFTWARE=1 LC_ALL=C.UTF-8 PATH="$place/bin:$PATH"
    unset XMODIFIERS WAYLAND_SOCKET XAUTHORITY WINIT_X11_SCALE_FACTOR
    Xvfb -displayfd 5 -screen 0 "${wide}x${high}x24" -fbdir screen -nolisten tcp 5>display >xvfb.log 2>&1 &
    screen_server=$!
    # Windows go first, the screen last.
    trap 'close_screen; rm -rf "$place"' EXIT
    until_holds "no screen could be opened (xvfb.log)" test -s display
    DISPLAY=":$(tr -d '\n' <display)"
    export DISPLAY
    openbox >openbox.log 2>&1 &
    window_manager=$!
    until_holds "the window manager does not answer (openbox.log)" manager_answers
}

manager_answers() { xdotool get_desktop >/dev/null 2>&1; }

close_screen() {
    local process
    for process in ${window_process:-} ${window_manager:-} ${screen_server:-}; do
        kill "$process" 2>/dev/null && wait "$process" 2>/dev/null
    done
    true
}

# Ends the proof with what is on the screen beside what was said.
lost() {
    mkdir -p "$pictures"
    cp screen/Xvfb_screen0 "$pictures/screen.xwd" 2>/dev/null || true
    [ -e window.log ] && cp window.log "$pictures/window.log"
    if command -v convert >/dev/null 2>&1; then
        convert "xwd:$pictures/screen.xwd" "$pictures/screen.png" 2>/dev/null || true
    fi
    echo "$proof: what was on the screen: $pictures" >&2
    fail "$@"
}

# Waits until a command succeeds: `until_holds WORDS COMMAND…`.
until_holds() {
    local words=$1 since
    since=$(now)
    shift
    until "$@"; do
        [ $(($(now) - since)) -lt "$patience" ] || lost "$words" window.log differs
        if [ -n "${window_process:-}" ] && ! kill -0 "$window_process" 2>/dev/null; then lost "the program has ended" window.log; fi
        sleep 0.05
    done
}

# The program must end by itself within its time, and well.
gone() {
    local since status=0
    since=$(now)
    while kill -0 "$window_process" 2>/dev/null; do
        [ $(($(now) - since)) -lt "$patience" ] || lost "the window does not close" window.log
        sleep 0.05
    done
    wait "$window_process" || status=$?
    window_process=
    [ "$status" -eq 0 ] || lost "the program ended with $status" window.log
    ! grep -qi panicked window.log || lost "the program panicked" window.log
}

# The picture at this moment.
take() { cp screen/Xvfb_screen0 "$1"; }
# How far two pictures differ, in bytes.
apart() { { cmp -l "$1" "$2" 2>/dev/null || true; } | head -n 2000 | wc -l; }
# A caret that blinks is no change: it has no more bytes than this.
caret=400
changed() { take after && [ "$(apart before after)" -gt "$caret" ]; }
at_rest() {
    take one
    sleep 0.15
    take two
    [ "$(apart one two)" -le "$caret" ]
}

# Does something of which more than a caret must be seen, and waits until all is quiet: `seen WORDS COMMAND…`.
seen() {
    local words=$1
    shift
    take before
    "$@"
    until_holds "nothing happened: $words" changed
    until_holds "the picture does not come to rest: $words" at_rest
}

key() { xdotool key --delay 40 "$@"; }
# Text comes by the clipboard: xdotool cannot type what is not on the keyboard.
paste() {
    printf '%s' "$1" | xclip -selection clipboard -in >/dev/null 2>&1
    key ctrl+v
}
go() { xdotool mousemove --sync "$1" "$2"; }
click() {
    go "$(($1 + 2))" "$2"
    sleep 0.05
    xdotool mousemove "$1" "$2" sleep 0.1 click "${3:-1}"
}
# As a hand does it, with places in between: `drag X Y X Y`.
drag() {
    go "$(($1 - 2))" "$2"
    xdotool mousemove "$1" "$2" sleep 0.15 mousedown 1 sleep 0.15 \
        mousemove "$(($1 + ($3 - $1) / 8))" "$(($2 + ($4 - $2) / 8))" sleep 0.08 \
        mousemove "$((($1 + $3) / 2))" "$((($2 + $4) / 2))" sleep 0.08 \
        mousemove "$3" "$4" sleep 0.08 mousemove "$(($3 + 1))" "$4" sleep 0.08 mousemove "$3" "$4" sleep 0.15 mouseup 1
}

# The picture as one line a row, eight digits and a blank a pixel (00rrggbb; what stands before the red is nobody's): `pixels LEFT TOP RIGHT BOTTOM`.
pixels() {
    take now_seen
    tail -c $((wide * high * 4)) now_seen | tail -c +$(($2 * wide * 4 + 1)) | head -c $((($4 - $2) * wide * 4)) |
        od -An -v -tx4 -w$((wide * 4)) | cut -c$(($1 * 9 + 2))-$(($3 * 9)) | sed 's/^ff/00/; s/ ff/ 00/g'
}

# The middle of the first spot of a colour, from the top: `spot RRGGBB LEFT TOP RIGHT BOTTOM`; sets x and y.
spot() {
    local found
    found=$(pixels "$2" "$3" "$4" "$5" | awk -v colour="00$1" -v left="$2" -v top="$3" '
        { at = index($0, colour) }
        at { if (!first) { first = NR; x = at; last = at; rest = $0
                 while ((next_at = index(substr(rest, last + 9), colour)) == 1) last += 9 }
             end = NR; next }
        first { exit }
        END { if (first) print left + int((x + last) / 18), top + int((first + end) / 2) - 1 }')
    read -r x y <<<"$found"
    [ -n "${y:-}" ]
}

# The first block of a colour that is that wide at least: `block RRGGBB LEFT TOP RIGHT BOTTOM WIDE`; sets x and y.
block() {
    local found
    found=$(pixels "$2" "$3" "$4" "$5" | awk -v colour="00$1" -v left="$2" -v top="$3" -v wide="$6" '
        { count = split($0, of, " "); begin = 0
          for (n = 1; n <= count + 1; n++) {
              if (n <= count && of[n] == colour) { if (!begin) begin = n }
              else if (begin) { if (n - begin >= wide) { print left + int((begin + n) / 2), top + NR + 4; exit } begin = 0 } } }')
    read -r x y <<<"$found"
    [ -n "${y:-}" ]
}

# Where there is ink on paper, row by row: `rows PAPER LEFT TOP RIGHT BOTTOM` says "TOP BOTTOM" of each line of text.
rows() {
    pixels "$2" "$3" "$4" "$5" | awk -v paper="00$1" -v top="$3" '
        { line = $0; gsub(paper, "", line); gsub(" ", "", line); ink = length(line) > 0 }
        ink && !inside { begin = NR; inside = 1 }
        !ink && inside { if (NR - begin > 5) print top + begin - 1, top + NR - 2; inside = 0 }'
}

# The same from left to right, with gaps of less than GAP pixels closed: `columns PAPER LEFT TOP RIGHT BOTTOM GAP`.
columns() {
    pixels "$2" "$3" "$4" "$5" | awk -v paper="00$1" -v left="$2" -v gap="$6" '
        { count = split($0, of, " "); for (n = 1; n <= count; n++) if (of[n] != paper) ink[n] = 1; if (count > most) most = count }
        END { for (n = 1; n <= most + gap; n++) {
                  if (ink[n]) { if (!inside) { begin = n; inside = 1 } last = n }
                  else if (inside && n - last >= gap) { print left + begin - 1, left + last - 1; inside = 0 }
              } }'
}
