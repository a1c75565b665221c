/* Reads QR codes out of camera pictures where the browser cannot: most phones without Google's services, all iPhones.
   jsQR 1.4.0, Apache-2.0, https://github.com/cozmo/jsQR */
import jsQR from "jsqr";

window.readQR = function (image) {
  var found = jsQR(image.data, image.width, image.height, { inversionAttempts: "dontInvert" });
  return found ? found.data : "";
};
