import type { TargetKind } from '#processes/foundation/deliveries/target'
import { platformTarget } from '../platform_target.js'
import { CITY_BRAIN_V1 } from './mapping_v1/platform.js'

/** 市级城市超脑. */
export const cityBrain: TargetKind = platformTarget({ kind: 'city_brain', name: '市级城市超脑', versions: { v1: CITY_BRAIN_V1 }, currentMapping: 'v1' })
