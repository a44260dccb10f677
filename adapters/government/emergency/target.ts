import type { TargetKind } from '#processes/foundation/deliveries/target'
import { platformTarget } from '../platform_target.js'
import { EMERGENCY_V1 } from './mapping_v1/platform.js'

/** 省市应急平台. */
export const emergency: TargetKind = platformTarget({ kind: 'emergency', name: '省市应急平台', versions: { v1: EMERGENCY_V1 }, currentMapping: 'v1' })
