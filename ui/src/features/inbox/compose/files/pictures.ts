// Makes pictures WhatsApp takes out of pictures it does not: another type, too large, or meant as a sticker. In the browser; the original stays where it is.

/** The longest side of a picture that is made anew, in pixels; tried one after the other until it is small enough. */
const SIDES = [4096, 2560, 1600, 1024];
const QUALITY = 0.88;
/** The side of a sticker, in pixels. */
const STICKER = 512;
const STICKER_QUALITIES = [0.9, 0.75, 0.6, 0.45, 0.3];

function blobOf(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob && blob.type === type ? resolve(blob) : reject(new Error(`no ${type}`))), type, quality),
  );
}

function draw(picture: ImageBitmap, width: number, height: number, paper: boolean): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  if (paper) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
  }
  const shrink = Math.min(width / picture.width, height / picture.height);
  const [wide, high] = [picture.width * shrink, picture.height * shrink];
  context.drawImage(picture, (width - wide) / 2, (height - high) / 2, wide, high);
  return canvas;
}

const renamed = (file: File, ending: string) => `${file.name.replace(/\.[^.]*$/, "") || "picture"}.${ending}`;

/** A JPEG no larger than `bytes`. Throws when the browser cannot read the picture. */
export async function remadePicture(file: File, bytes: number): Promise<File> {
  const picture = await createImageBitmap(file);
  for (const side of SIDES) {
    const shrink = Math.min(1, side / Math.max(picture.width, picture.height));
    const blob = await blobOf(
      draw(picture, Math.round(picture.width * shrink), Math.round(picture.height * shrink), true),
      "image/jpeg",
      QUALITY,
    );
    if (blob.size <= bytes) return new File([blob], renamed(file, "jpg"), { type: "image/jpeg" });
  }
  throw new Error("too large");
}

/** A sticker: a square WebP with a clear ground, no larger than `bytes`. */
export async function sticker(file: File, bytes: number): Promise<File> {
  const canvas = draw(await createImageBitmap(file), STICKER, STICKER, false);
  for (const quality of STICKER_QUALITIES) {
    const blob = await blobOf(canvas, "image/webp", quality);
    if (blob.size <= bytes) return new File([blob], renamed(file, "webp"), { type: "image/webp" });
  }
  throw new Error("too large");
}
