/** Whom a message on a topic is of. */
export interface TopicDevice {
  source: string
  deviceId: string
}

/** Where devices publish on the embedded broker, and by default on an outside one. */
export const UP_TOPIC = 'devices/{source}/{deviceId}/up'

export const downTopic = ({ source, deviceId }: TopicDevice): string => `devices/${source}/${deviceId}/down`

export interface TopicTemplate {
  /** The template with `+` for what varies: what is subscribed to. */
  filter: string
  /** Null: a topic of another kind. */
  deviceOf(topic: string): TopicDevice | null
}

/**
 * Reads a template such as `city/430121/well/status/{deviceId}`: `{deviceId}` and `{source}` stand for one level each, `+` for one that
 * varies; without `{source}` the source is `source`. Null when it names no device or is no topic.
 */
export function readTopicTemplate(template: string, source: string): TopicTemplate | null {
  const levels = template.split('/')
  const at = levels.indexOf('{deviceId}')
  const sourceAt = levels.indexOf('{source}')
  const plain = levels.filter((level) => level !== '{deviceId}' && level !== '{source}' && level !== '+')
  if (at < 0 || levels.length > 20 || plain.some((level) => /[{}+#\0]/.test(level)) || levels.lastIndexOf('{deviceId}') !== at) return null
  const isVariable = levels.map((level) => level.startsWith('{') || level === '+')
  return {
    filter: levels.map((level, index) => (isVariable[index] ? '+' : level)).join('/'),
    deviceOf(topic) {
      const told = topic.split('/')
      if (told.length !== levels.length || !levels.every((level, index) => isVariable[index] || told[index] === level)) return null
      const device = { source: sourceAt < 0 ? source : told[sourceAt]!, deviceId: told[at]! }
      return device.source && device.deviceId ? device : null
    },
  }
}
