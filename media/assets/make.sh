#!/bin/sh
# Makes the recordings here anew. Run it here; it needs espeak-ng, sox and opusenc.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# speak FILE SERIAL VOICE PITCH TEXT
speak() {
  espeak-ng -v "$3" -s 160 -p "$4" -w "$work/raw.wav" "$5"
  sox "$work/raw.wav" -r 48000 -b 16 -c 1 "$work/$1.wav" norm -6 pad 0.5 2.5
  opusenc --quiet --bitrate 24 --framesize 20 --comp 10 --speech --discard-comments \
    --padding 0 --serial "$2" "$work/$1.wav" "$1.opus"
}

speak caller 1 en-gb 45 \
  "Hello? Yes, good morning. I am calling about my internet connection. It has dropped out \
every evening this week, at about eight o'clock. The light goes orange, and then everything \
stops for ten minutes. I have restarted the router twice, and I have changed the cable. \
I work from home, so I really need this. My customer number is four, seven, one, one, nine. \
Could you please check whether there is a fault on the line? Thank you. I will wait."

speak caller-invoice 5 en-us+m3 40 \
  "Good afternoon. I am calling about my invoice for March. You have charged me twice, on the \
third and on the fifth. I asked for my money back in a chat last week, and nothing has happened. \
My customer number is five, two, zero, three, six. It is eighty euros, and I would like \
to know today when I get it back. Can you do that, or is there somebody who can?"

speak caller-move 6 en-gb+f3 50 \
  "Hello. I am moving house on Friday, and nobody has told me when the technician comes. \
This is the third time that I call. I was promised a message, and there was none. \
My customer number is six, zero, eight, seven, one. I run a shop from home, so without a \
connection on Friday I cannot sell anything. What are you going to do about it, please?"

speak agent 3 en-us 35 \
  "Good morning, you are speaking with Ben at Acme. Thank you, I have your number here. \
I see the drops in our log, every evening at eight. The router itself looks fine to me. \
One moment, please. I would like to ask a colleague whether we can send somebody to you."

speak coach 4 en-gb 60 \
  "Hi, this is Sam, only you can hear me. You are doing well. There is a fault at the exchange, \
known since Monday. Offer a technician for tomorrow morning, free of charge. \
The ticket number is in the note that I am sending you."

note() { sox -n -r 48000 -b 16 -c 1 "$work/$1.wav" synth 0.8 sine "$2" fade q 0.12 0.8 0.5 gain -20; }
note low 392
note high 523.25
sox -n -r 48000 -b 16 -c 1 "$work/rest.wav" trim 0 1.6
sox "$work/low.wav" "$work/high.wav" "$work/rest.wav" "$work/hold.wav"
opusenc --quiet --bitrate 24 --framesize 20 --comp 10 --music --discard-comments \
  --padding 0 --serial 2 "$work/hold.wav" hold.opus
