import type { RehearsalView } from './view.js'
import { CARD_VIEWS } from './views/card_views.js'
import { CASE_VIEWS } from './views/case_views.js'
import { DOCUMENT_VIEWS } from './views/document_views.js'
import { EVALUATION_VIEWS } from './views/evaluation_views.js'
import { EVENT_VIEWS } from './views/event_views.js'
import { FLOW_VIEWS } from './views/flow_views.js'
import { LIGHT_VIEWS } from './views/light_views.js'
import { MATERIAL_VIEWS } from './views/material_views.js'

/** Everything a rehearsal may expect. Who keeps further records adds its own views here, one line. */
export const REHEARSAL_VIEWS: readonly RehearsalView[] = [...FLOW_VIEWS, ...CASE_VIEWS, ...LIGHT_VIEWS, ...DOCUMENT_VIEWS, ...EVENT_VIEWS, ...CARD_VIEWS, ...MATERIAL_VIEWS, ...EVALUATION_VIEWS]

export const VIEW_NAMES: ReadonlySet<string> = new Set(REHEARSAL_VIEWS.map(({ name }) => name))
