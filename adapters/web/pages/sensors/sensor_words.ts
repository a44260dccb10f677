import type { Severity } from '../api/types.js'

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor', 'warning']

/** The device's own page. */
export const devicePage = (source: string, deviceId: string): string => `/sensors/devices/${encodeURIComponent(source)}/${encodeURIComponent(deviceId)}`

export const devicePath = (source: string, deviceId: string): string => `/devices/${encodeURIComponent(source)}/${encodeURIComponent(deviceId)}`

export const alarmPage = (id: string): string => `/sensors/alarms/${encodeURIComponent(id)}`
