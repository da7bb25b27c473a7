//! What the engine reads of an RTP packet by itself: which stream it is of.
//!
//! Bytes in, a number out. It refuses to know what a packet carries.

/// The stream that an RTP packet says it is of; nothing for any other datagram.
pub(crate) fn rtp_ssrc(datagram: &[u8]) -> Option<u32> {
    let &[first, kind, _, _, _, _, _, _, a, b, c, d, ..] = datagram else { return None };
    // RFC 5761: what is RTCP has 64 to 95 where RTP has its payload type.
    let is_rtp = (128..192).contains(&first) && !(64..96).contains(&(kind & 0x7f));
    is_rtp.then(|| u32::from_be_bytes([a, b, c, d]))
}
