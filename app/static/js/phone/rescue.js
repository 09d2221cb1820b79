/**
 * Saves what waits on this phone as files, where its browser cannot run the other scripts: a classic script in the language of
 * old browsers, fetched when somebody taps. A file is what the queue saves: one for each owner, for `import`.
 */
(function () {
  "use strict";

  function base64(buffer) {
    return btoa(Array.prototype.map.call(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join(""));
  }

  /** A contact is for its counsellor and the leader: only the one who is here takes theirs along. */
  function isMeant(account) {
    return function (record) { return record.form !== "contact" || (account && record.owner === account.id); };
  }

  function leftOf(record) {
    return Array.isArray(record.photos) ? record.photos.filter(function (one) { return one.state !== "sent"; }) : [];
  }

  function fileOf(owner, records, pictures, here, device) {
    var left = [];
    records.forEach(function (record) {
      leftOf(record).forEach(function (one) { left.push(one.id); });
    });
    return JSON.stringify({
      feltbog: "queue", device: device, exported_at: new Date().toISOString(),
      as: owner === "guest" && here.guest ? here.guest.id : owner,
      submissions: records.map(function (one) {
        return { id: one.id, form: one.form, version: one.version, revision: one.revision, captured_at: one.captured_at, answers: one.answers };
      }),
      photos: pictures.filter(function (one) { return one.data && left.indexOf(one.id) >= 0; }).map(function (one) {
        return { id: one.id, data: base64(one.data) };
      }),
    }, null, 1);
  }

  function save(text) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "feltbog-" + new Date().toISOString().slice(0, 10) + ".json";
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
  }

  /** All that waits, by owner; → how many. */
  function saveAll(queue, pictures, here, device) {
    var waiting = queue.filter(function (one) { return one.state !== "sent" || leftOf(one).length; }).filter(isMeant(here.account));
    var owners = waiting.map(function (one) { return one.owner; });
    owners.filter(function (owner, place) { return owners.indexOf(owner) === place; }).forEach(function (owner) {
      save(fileOf(owner, waiting.filter(function (one) { return one.owner === owner; }), pictures, here, device));
    });
    return waiting.length;
  }

  var opening = indexedDB.open("feltbog");
  opening.onupgradeneeded = function () { opening.transaction.abort(); }; // there is none, and none shall come of this
  opening.onerror = function () { window.feltbogSaved(0); };
  opening.onsuccess = function () {
    var transaction = opening.result.transaction(["queue", "photos", "meta"], "readonly");
    var meta = transaction.objectStore("meta");
    var queue = transaction.objectStore("queue").getAll(), photos = transaction.objectStore("photos").getAll();
    var here = meta.get("here"), device = meta.get("device");
    transaction.oncomplete = function () {
      opening.result.close();
      window.feltbogSaved(saveAll(queue.result, photos.result, here.result || {}, device.result));
    };
  };
})();
