// Why an installation failed, from what the installer said, in a sentence that says what to do.

const UNREACHED =
  /NewConnectionError|ConnectTimeout|Max retries exceeded|getaddrinfo|name resolution|dns error|error sending request|tcp connect error|network is unreachable|ProxyError|SSLError|invalid peer certificate/i;
const UNBUILT =
  /failed building wheel|failed to build|build backend failed|no usable wheels|compiler|metadata-generation-failed/i;
const FULL = /no space left on device|disk quota exceeded/i;

/** The reason, and what helps; where nothing is recognised, what the installer said last. */
export function why(installer: string, output: string): string {
  const said = lastLines(output);
  if (FULL.test(output)) return `The disk is full: make room, then try again. (${said})`;
  if (UNREACHED.test(output)) {
    return `${installer} could not reach your Python package index: look at the network, the proxy (\`HTTPS_PROXY\`) or the index (\`PIP_INDEX_URL\`, with uv \`UV_DEFAULT_INDEX\`), then try again. (${said})`;
  }
  if (UNBUILT.test(output)) {
    return `A package that the server needs is not there ready-made for this Python: install uv, or Python 3.12 or 3.13, then try again. (${said})`;
  }
  return `${installer} failed: ${said}`;
}

/** The last lines that a process said: where its reason for failing stands. */
function lastLines(output: string, most = 3): string {
  const lines = output.split(/\r\n|\n|\r/).filter((line) => line.trim());
  return lines.slice(-most).join(" ").slice(-400);
}
