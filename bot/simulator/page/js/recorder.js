/** Things to send when there is no file at hand: a voice from the microphone or a tone, a drawn photo, a sticker. */

const RATE = 16000;

/** Start the microphone: `{stop() -> {file, duration}, cancel()}`, or null when there is none or it was refused. */
export async function record() {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return null;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return null; // refused or absent: the caller offers a sample instead
  }
  const mime = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, mime ? { mimeType: mime } : {});
  const parts = [];
  const began = performance.now();
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.start();
  const release = () => stream.getTracks().forEach((track) => track.stop());
  return {
    cancel() {
      recorder.stop();
      release();
    },
    stop: () =>
      new Promise((done) => {
        recorder.addEventListener("stop", () => {
          release();
          const type = recorder.mimeType.split(";")[0] || "audio/ogg";
          const file = new File(parts, `voix.${type.split("/")[1] === "mp4" ? "m4a" : type.split("/")[1]}`, { type });
          done({ file, duration: Math.max(1, Math.round((performance.now() - began) / 1000)) });
        });
        recorder.stop();
      }),
  };
}

/** Two soft notes as a WAV file. */
export function tone() {
  const seconds = 2;
  const bytes = new DataView(new ArrayBuffer(44 + RATE * seconds * 2));
  const write = (at, text) => [...text].forEach((char, index) => bytes.setUint8(at + index, char.charCodeAt(0)));
  write(0, "RIFF");
  bytes.setUint32(4, 36 + RATE * seconds * 2, true);
  write(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, RATE, true);
  bytes.setUint32(28, RATE * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  write(36, "data");
  bytes.setUint32(40, RATE * seconds * 2, true);
  for (let at = 0; at < RATE * seconds; at += 1) {
    const second = at / RATE;
    const note = second < 1 ? 392 : 523.25;
    const swell = Math.sin(Math.PI * (second % 1)) ** 0.5;
    bytes.setInt16(44 + at * 2, Math.sin(2 * Math.PI * note * second) * swell * 9000, true);
  }
  return { file: new File([bytes], "voix.wav", { type: "audio/wav" }), duration: seconds };
}

export const STICKERS = ["👍", "👏", "🎉", "💪", "😀", "🙏", "☕", "✈️"];

/** One emoji as a sticker of 512 × 512. */
export function sticker(emoji) {
  return draw(512, 512, "image/webp", (pen) => {
    pen.font = "380px 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(emoji, 256, 276);
  }).then((blob) => new File([blob], "autocollant.webp", { type: blob.type }));
}

/** A drawn picture of a shop window, for those who have no photo at hand. */
export function samplePhoto() {
  return draw(960, 720, "image/jpeg", (pen) => {
    const sky = pen.createLinearGradient(0, 0, 0, 720);
    sky.addColorStop(0, "#f6c98f");
    sky.addColorStop(1, "#f2e6d8");
    fill(pen, sky, 0, 0, 960, 720);
    fill(pen, "#7a4b3a", 90, 120, 780, 480);
    fill(pen, "#bfe0e6", 140, 230, 430, 300);
    fill(pen, "#5b3628", 630, 230, 180, 370);
    fill(pen, "#cdeaf0", 655, 255, 130, 180);
    for (let at = 0; at < 8; at += 1) fill(pen, at % 2 ? "#fff6ea" : "#c8553d", 90 + at * 97.5, 120, 97.5, 80);
    [["#f4d35e", 180, 420, 70], ["#ee964b", 270, 380, 70], ["#83c5be", 360, 440, 70], ["#e29578", 450, 400, 70]].forEach(([color, x, y, width]) =>
      fill(pen, color, x, y, width, 530 - y),
    );
    fill(pen, "#d9c7b4", 0, 600, 960, 120);
    pen.fillStyle = "#fff6ea";
    pen.font = "600 40px sans-serif";
    pen.fillText("Nouveautés", 255, 300);
  }).then((blob) => new File([blob], "vitrine.jpg", { type: blob.type }));
}

function fill(pen, style, x, y, width, height) {
  pen.fillStyle = style;
  pen.fillRect(x, y, width, height);
}

function draw(width, height, type, paint) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  paint(canvas.getContext("2d"));
  return new Promise((done) => canvas.toBlob(done, type, 0.9));
}
