import type { TargetKind } from '#processes/foundation/deliveries/target'
import { cityBrain } from './city_brain/target.js'
import { emergency } from './emergency/target.js'
import { goodReview } from './good_review/target.js'
import { hotline, massWork } from './hotline/target.js'
import { myChangsha } from './my_changsha/target.js'
import { provincialService } from './provincial_service/target.js'

/** The platforms above that a target can be set to, in the order a page shows them. */
export const GOVERNMENT_TARGETS: readonly TargetKind[] = [provincialService, goodReview, cityBrain, emergency, hotline, massWork, myChangsha]
