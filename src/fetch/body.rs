//! A body's bytes: read piece by piece, decompressed by us, and bounded on the wire and after decompression, so that
//! neither an endless answer nor a small one that unpacks to gigabytes takes more memory than the bound.

use std::io::{self, Write};

use brotli::DecompressorWriter;
use flate2::write::{MultiGzDecoder, ZlibDecoder};

/// Compression makes nothing larger by more than a trace. What weighs more than it holds, by more than an unpacker may
/// still have in hand, is made to be unpacked without end.
const OVERWEIGHT: usize = 128 << 10;

/// What to do with a body that is larger than the bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Bound {
    /// It is an error.
    Refuse(usize),
    /// The beginning is enough.
    Cut(usize),
}

impl Bound {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Refuse(bytes) | Self::Cut(bytes) => bytes,
        }
    }
}

/// What is wrong with a body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// Larger than the bound.
    TooLarge,
    /// Compressed in a way that is not undone.
    Encoding(String),
    /// The compressed data break off or do not fit.
    Broken(String),
}

/// A body on its way in.
pub(super) struct Body {
    unpacker: Unpacker,
    bound: Bound,
    wire: usize,
    coded: bool,
    full: bool,
}

enum Unpacker {
    Plain(Sink),
    Gzip(MultiGzDecoder<Sink>),
    Zlib(ZlibDecoder<Sink>),
    Brotli(Box<DecompressorWriter<Sink>>),
}

impl Body {
    /// A body with this `Content-Encoding` (RFC 9110 §8.4), of which one layer is undone.
    pub(super) fn new(encoding: Option<&str>, bound: Bound) -> Result<Self, Fault> {
        let sink = Sink { bytes: Vec::new(), bound: bound.bytes(), full: false };
        let unpacker = match encoding {
            None => Unpacker::Plain(sink),
            Some("gzip" | "x-gzip") => Unpacker::Gzip(MultiGzDecoder::new(sink)),
            Some("deflate") => Unpacker::Zlib(ZlibDecoder::new(sink)),
            Some("br") => Unpacker::Brotli(Box::new(DecompressorWriter::new(sink, 16 << 10))),
            Some(other) => return Err(Fault::Encoding(other.to_owned())),
        };
        Ok(Self { unpacker, bound, wire: 0, coded: encoding.is_some(), full: false })
    }

    /// Takes the next piece. False once no more is wanted.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<bool, Fault> {
        self.wire = self.wire.saturating_add(piece.len());
        let written = match &mut self.unpacker {
            Unpacker::Plain(sink) => sink.write_all(piece),
            Unpacker::Gzip(gzip) => gzip.write_all(piece),
            Unpacker::Zlib(zlib) => zlib.write_all(piece),
            Unpacker::Brotli(brotli) => brotli.write_all(piece),
        };
        self.full = self.sink().full || self.wire > self.bound.bytes();
        match (self.full, self.bound, written) {
            (true, Bound::Refuse(_), _) => Err(Fault::TooLarge),
            (true, Bound::Cut(_), _) => Ok(false),
            (false, _, Ok(())) if self.coded && self.wire > self.sink().bytes.len() + OVERWEIGHT => {
                Err(Fault::Broken("its compressed data weigh more than what they hold".to_owned()))
            }
            (false, _, Ok(())) => Ok(true),
            (false, _, Err(error)) => Err(Fault::Broken(error.to_string())),
        }
    }

    /// The whole body, once the server has said that this was all.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Fault> {
        if self.wire > 0 && !self.full {
            let finished = match &mut self.unpacker {
                Unpacker::Plain(_) => Ok(()),
                Unpacker::Gzip(gzip) => gzip.try_finish(),
                Unpacker::Zlib(zlib) => zlib.try_finish(),
                Unpacker::Brotli(brotli) => brotli.close(),
            };
            if self.sink().full && matches!(self.bound, Bound::Refuse(_)) {
                return Err(Fault::TooLarge);
            }
            finished.map_err(|_| Fault::Broken("its compressed data end too early".to_owned()))?;
        }
        let bytes = std::mem::take(&mut self.sink().bytes);
        if self.coded && bytes.starts_with(&[0x1f, 0x8b]) {
            return Err(Fault::Encoding("compressed twice".to_owned()));
        }
        Ok(bytes)
    }

    fn sink(&mut self) -> &mut Sink {
        match &mut self.unpacker {
            Unpacker::Plain(sink) => sink,
            Unpacker::Gzip(gzip) => gzip.get_mut(),
            Unpacker::Zlib(zlib) => zlib.get_mut(),
            Unpacker::Brotli(brotli) => brotli.get_mut(),
        }
    }
}

/// Bytes up to a bound; then it takes no more, which also stops the unpacker before it.
struct Sink {
    bytes: Vec<u8>,
    bound: usize,
    full: bool,
}

impl Write for Sink {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let room = self.bound - self.bytes.len();
        self.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() > room {
            self.full = true;
            return Err(io::Error::other("the bound is reached"));
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
