#!/bin/sh
# Makes caller.opus and hold.opus anew. Run it here; it needs espeak-ng, sox and opusenc.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

espeak-ng -v en-gb -s 160 -p 45 -w "$work/raw.wav" \
  "Hello? Yes, good morning. I am calling about my internet connection. It has dropped out \
every evening this week, at about eight o'clock. The light goes orange, and then everything \
stops for ten minutes. I have restarted the router twice, and I have changed the cable. \
I work from home, so I really need this. My customer number is four, seven, one, one, nine. \
Could you please check whether there is a fault on the line? Thank you. I will wait."
sox "$work/raw.wav" -r 48000 -b 16 -c 1 "$work/caller.wav" norm -6 pad 0.5 2.5
opusenc --quiet --bitrate 24 --framesize 20 --comp 10 --speech --discard-comments \
  --padding 0 --serial 1 "$work/caller.wav" caller.opus

note() { sox -n -r 48000 -b 16 -c 1 "$work/$1.wav" synth 0.8 sine "$2" fade q 0.12 0.8 0.5 gain -20; }
note low 392
note high 523.25
sox -n -r 48000 -b 16 -c 1 "$work/rest.wav" trim 0 1.6
sox "$work/low.wav" "$work/high.wav" "$work/rest.wav" "$work/hold.wav"
opusenc --quiet --bitrate 24 --framesize 20 --comp 10 --music --discard-comments \
  --padding 0 --serial 2 "$work/hold.wav" hold.opus
