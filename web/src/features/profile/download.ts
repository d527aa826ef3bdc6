/** Time for the browser to begin; some read the address only a while after the click. */
const keepMs = 10_000;

/** Has the browser save data as a file. It uses an address within this page, so nothing is sent or stored elsewhere. */
export function downloadJson(name: string, data: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, keepMs);
}
