#!/bin/sh
# Puts the program, its icon and its entry in the menu below a folder: ~/.local unless another is named.
#   assets/linux/install.sh [--prefix /usr/local] [path of the program]
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
prefix="$HOME/.local"
if [ "${1:-}" = "--prefix" ]; then
    prefix="$2"
    shift 2
fi
program="${1:-$here/../../target/release/tianye}"
if [ ! -f "$program" ]; then
    echo "There is no program at $program: build it with 'cargo build --release', or name where it is." >&2
    exit 1
fi
install -Dm755 "$program" "$prefix/bin/tianye"
id=arpa.home.tianye
install -Dm644 "$here/$id.desktop" "$prefix/share/applications/$id.desktop"
# Under this name it stood there before.
rm -f "$prefix/share/applications/tianye.desktop" "$prefix/share/metainfo/tianye.metainfo.xml"
# Menus start programs by their path: ~/.local/bin is not everywhere among those that are looked through.
sed -i "s|^Exec=tianye|Exec=\"$prefix/bin/tianye\"|" "$prefix/share/applications/$id.desktop"
install -Dm644 "$here/$id.metainfo.xml" "$prefix/share/metainfo/$id.metainfo.xml"
install -Dm644 "$here/tianye-mime.xml" "$prefix/share/mime/packages/tianye.xml"
install -Dm644 "$here/../icon/tianye.svg" "$prefix/share/icons/hicolor/scalable/apps/tianye.svg"
for side in 16 32 48 64 128 256 512; do
    install -Dm644 "$here/../icon/tianye-$side.png" "$prefix/share/icons/hicolor/${side}x${side}/apps/tianye.png"
done
for update in "update-desktop-database $prefix/share/applications" "update-mime-database $prefix/share/mime" \
    "gtk-update-icon-cache -q -t $prefix/share/icons/hicolor"; do
    # Desktops without these tools look for themselves.
    $update 2>/dev/null || true
done
echo "Installed below $prefix."
