// A recording as WhatsApp wants voice notes: OGG with Opus in one channel. Opus in another box is moved over as it is.
// Heavy: imported only when somebody has spoken.
import { BlobSource, BufferTarget, Conversion, Input, MP4, OGG, OggOutputFormat, Output, WEBM } from "mediabunny";

export async function toOgg(recording: Blob): Promise<File> {
  const target = new BufferTarget();
  const output = new Output({ format: new OggOutputFormat(), target });
  const input = new Input({ source: new BlobSource(recording), formats: [WEBM, OGG, MP4] });
  const conversion = await Conversion.init({ input, output, audio: { codec: "opus", numberOfChannels: 1 }, video: { discard: true } });
  if (!conversion.isValid) throw new Error("This browser cannot make a voice note.");
  await conversion.execute();
  if (!target.buffer) throw new Error("The recording is empty.");
  return new File([target.buffer], "voice-note.ogg", { type: "audio/ogg" });
}
