import { resolveByDns } from '#adapters/http_task/checked_address'
import type { DirectorySource } from '#processes/foundation/organisation/directory_sync/directory_source'
import type { DirectoryPlaces } from './directory_places.js'
import { readHttp } from './read_http.js'
import { readLdap } from './read_ldap.js'
import type { SyncSettings } from './sync_settings.js'

/** The whole directory as it is now. Throws DirectoryFault when it cannot be read to its end: half a directory would close the accounts of the other half. */
export const readDirectory = (settings: SyncSettings, places: DirectoryPlaces): Promise<DirectorySource> =>
  settings.kind === 'ldap' ? readLdap(settings, places) : readHttp(settings, places, resolveByDns)
