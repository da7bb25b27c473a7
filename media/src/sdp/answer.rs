//! The SDP answer: the same text for every leg but for its random names.
//!
//! Nothing that goes in tells who else is on the interaction, so nothing that comes out can.

use std::{fmt::Write as _, net::SocketAddr};

use backline_core::interaction::PORTS_LINE;
use str0m::{IceCreds, config::Fingerprint, rtp::Ssrc};

use crate::{Ports, SLOTS, sdp::event::EventFormat, sdp::offer::ParsedOffer};

/// The server's half of a connection.
#[derive(Debug)]
pub(crate) struct AnswerSdp<'a> {
    pub(crate) offer: &'a ParsedOffer,
    pub(crate) credentials: &'a IceCreds,
    pub(crate) fingerprint: &'a Fingerprint,
    pub(crate) ssrcs: &'a [Ssrc; SLOTS],
    pub(crate) cname: &'a str,
    pub(crate) candidates: &'a [SocketAddr],
    /// Those through which sound may go on any call.
    pub(crate) ports: &'a Ports,
}

impl AnswerSdp<'_> {
    pub(crate) fn write(&self) -> String {
        let mut sdp = String::with_capacity(3_000);
        let mids = self.offer.mids.iter().fold(String::new(), |all, mid| all + " " + mid);
        sdp.push_str("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        // Writing to a String cannot fail.
        let _ = write!(sdp, "a=group:BUNDLE{mids}\r\na=ice-lite\r\n");
        if !self.ports.is_empty() {
            let _ = write!(sdp, "{PORTS_LINE}{}\r\n", self.ports);
        }
        for slot in 0..SLOTS {
            self.write_line(&mut sdp, slot);
        }
        sdp
    }

    fn write_line(&self, sdp: &mut String, slot: usize) {
        let offer = self.offer;
        let opus = *offer.opus;
        let events_pt = offer.events.map_or_else(String::new, |events| format!(" {}", events.pt));
        let direction = if slot == 0 { "sendrecv" } else { "sendonly" };
        let (mid, ssrc, cname) = (&*offer.mids[slot], *self.ssrcs[slot], self.cname);
        let _ = write!(
            sdp,
            "m=audio 9 UDP/TLS/RTP/SAVPF {opus}{events_pt}\r\nc=IN IP4 0.0.0.0\r\n\
             a=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\n"
        );
        if slot == 0 {
            self.write_candidates(sdp);
        }
        let IceCreds { ufrag, pass } = self.credentials;
        let fingerprint = self.fingerprint;
        let _ = write!(
            sdp,
            "a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pass}\r\na=fingerprint:{fingerprint}\r\n\
             a=setup:passive\r\na=extmap:{} urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
             a=rtpmap:{opus} opus/48000/2\r\na=fmtp:{opus} minptime=10;useinbandfec=1\r\n",
            offer.mid_extension,
        );
        if let Some(EventFormat { pt, rate, .. }) = offer.events {
            let _ = write!(sdp, "a=rtpmap:{pt} telephone-event/{rate}\r\na=fmtp:{pt} 0-15\r\n");
        }
        let _ = write!(
            sdp,
            "a=msid:slot{slot} slot{slot}\r\na=ssrc:{ssrc} cname:{cname}\r\n\
             a=ssrc:{ssrc} msid:slot{slot} slot{slot}\r\n"
        );
    }

    fn write_candidates(&self, sdp: &mut String) {
        for (index, address) in self.candidates.iter().enumerate() {
            let (ip, port) = (address.ip(), address.port());
            let preference = 65_535_usize.saturating_sub(index);
            let priority = (126 << 24) + (preference << 8) + 255;
            let _ =
                write!(sdp, "a=candidate:{} 1 udp {priority} {ip} {port} typ host\r\n", index + 1);
        }
        sdp.push_str("a=end-of-candidates\r\n");
    }
}
