import type { DeviceMessage } from '#processes/foundation/alarms/message'
import { LONGEST_PAYLOAD } from './packet_guard.js'
