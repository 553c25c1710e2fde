#!/bin/sh
# Makes the PNG files from tianye.svg. Needs ImageMagick (convert). Run it after the drawing has changed.
set -eu
cd "$(dirname "$0")"
for side in 16 32 48 64 128 256 512; do
    convert -background none -density 1152 tianye.svg -resize "${side}x${side}" -strip -define png:exclude-chunks=date,time "tianye-${side}.png"
done
