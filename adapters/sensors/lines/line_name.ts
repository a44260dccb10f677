const NAMES: Readonly<Record<string, string>> = { http: 'HTTP 接口', mqtt: 'MQTT', 'mqtt-outside': '外部 MQTT', hj212: 'HJ 212' }
const FRONT = 'front:'

/** A line by its Chinese name; a front table by its own. */
export const lineName = (line: string): string => (line.startsWith(FRONT) ? `前置库 ${line.slice(FRONT.length)}` : (NAMES[line] ?? line))
