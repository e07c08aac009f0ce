import { button, element } from "./element.js";

/**
 * Show what the camera sees, and take a picture of it when asked.
 * @param {HTMLElement} place
 * @param {(picture: Blob) => void} take
 */
export async function openCamera(place, take) {
  if (place.childElementCount) return;
  const video = element("video", { muted: true, playsInline: true, autoplay: true });
  /** @type {MediaStream} */
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    place.replaceChildren(element("p", { className: "notice", role: "alert" }, "No camera is there, or it was not allowed."));
    setTimeout(() => place.replaceChildren(), 5000);
    return;
  }
  video.srcObject = stream;
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    place.replaceChildren();
  };
  const shoot = button("Take the picture", () => {
    void still(video).then(take);
    close();
  });
  place.replaceChildren(video, element("div", { className: "tools" }, shoot, button("Close", close)));
  shoot.focus();
}

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob>}
 */
async function still(video) {
  const sheet = element("canvas", { width: video.videoWidth, height: video.videoHeight });
  sheet.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("this browser makes no JPEG"))), "image/jpeg", 0.92);
  });
}
