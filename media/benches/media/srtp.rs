//! SRTP with AES-256-GCM (RFC 3711, RFC 7714), as little of it as a load needs.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey},
    iv::FixedLength,
};

const HEADER: usize = 12;

/// One direction of a connection.
pub(crate) struct Srtp {
    key: LessSafeKey,
    salt: [u8; 12],
}

impl Srtp {
    /// The session keys of a direction, derived from the keys of the handshake.
    pub(crate) fn new(master: &[u8], salt: &[u8]) -> Self {
        let derive = |label: u8, out: &mut [u8]| {
            let mut start = [0; 16];
            start[..12].copy_from_slice(salt);
            start[7] ^= label;
            let key = UnboundCipherKey::new(&AES_256, master).unwrap();
            let context = EncryptionContext::Iv128(FixedLength::from(start));
            EncryptingKey::ctr(key).unwrap().less_safe_encrypt(out, context).unwrap();
        };
        let (mut key, mut session_salt) = ([0; 32], [0; 12]);
        derive(0, &mut key);
        derive(2, &mut session_salt);
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
        Self { key, salt: session_salt }
    }

    /// Encrypts what follows the header in `packet`; the tag goes to the end.
    pub(crate) fn seal(&self, packet: &mut Vec<u8>, rollovers: u32) {
        let nonce = self.nonce(packet, rollovers);
        let (header, payload) = packet.split_at_mut(HEADER);
        let aad = Aad::from(&*header);
        let tag = self.key.seal_in_place_separate_tag(nonce, aad, payload).unwrap();
        packet.extend_from_slice(tag.as_ref());
    }

    /// Decrypts in place. The payload, or nothing when it is not authentic.
    pub(crate) fn open<'a>(&self, packet: &'a mut [u8], header: usize) -> Option<&'a [u8]> {
        let nonce = self.nonce(packet, 0);
        let (header, rest) = packet.split_at_mut_checked(header)?;
        let aad = Aad::from(&*header);
        self.key.open_in_place(nonce, aad, rest).ok().map(|payload| &*payload)
    }

    fn nonce(&self, packet: &[u8], rollovers: u32) -> Nonce {
        let mut iv = [0; 12];
        iv[2..6].copy_from_slice(&packet[8..12]);
        iv[6..10].copy_from_slice(&rollovers.to_be_bytes());
        iv[10..12].copy_from_slice(&packet[2..4]);
        for (byte, salt) in iv.iter_mut().zip(self.salt) {
            *byte ^= salt;
        }
        Nonce::assume_unique_for_key(iv)
    }
}

/// Where the payload of an RTP packet begins, behind its header extensions.
pub(crate) fn header_length(packet: &[u8]) -> Option<usize> {
    let contributors = usize::from(packet.first()? & 0x0f) * 4;
    let has_extensions = packet[0] & 0x10 != 0;
    let fixed = HEADER + contributors;
    if !has_extensions {
        return Some(fixed);
    }
    let words = u16::from_be_bytes([*packet.get(fixed + 2)?, *packet.get(fixed + 3)?]);
    Some(fixed + 4 + usize::from(words) * 4)
}
