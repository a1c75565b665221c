/* A photograph is made smaller before it is kept: at most 1600 px, JPEG. Drawing it anew also drops its place. */
(function () {
  "use strict";
  var LONGEST = 1600;
  var decode = function (file) {
    if (window.createImageBitmap) {
      return createImageBitmap(file, { imageOrientation: "from-image" }).catch(function () { return byElement(file); });
    }
    return byElement(file);
  };
  var byElement = function (file) {
    return new Promise(function (resolve, reject) {
      var url = URL.createObjectURL(file), image = new Image();
      image.onload = function () { URL.revokeObjectURL(url); resolve(image); };
      image.onerror = function () { URL.revokeObjectURL(url); reject(new Error("no photo")); };
      image.src = url;
    });
  };
  window.phone.shrink = function (file) {
    return decode(file).then(function (picture) {
      var wide = picture.width, high = picture.height, scale = Math.min(1, LONGEST / Math.max(wide, high));
      var canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(wide * scale)); canvas.height = Math.max(1, Math.round(high * scale));
      var brush = canvas.getContext("2d");
      brush.fillStyle = "#fff"; brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
      if (picture.close) { picture.close(); }
      return new Promise(function (resolve, reject) {
        canvas.toBlob(function (blob) { if (blob) { resolve(blob); } else { reject(new Error("no photo")); } }, "image/jpeg", 0.82);
      });
    });
  };
})();
