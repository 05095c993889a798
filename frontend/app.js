// Starts everything. Each part improves a page that already works without it.
import * as govuk from './govuk-frontend.min.js'
import { startAutosave } from './autosave.js'
import { startCandidates } from './candidates.js'
import { startGuidance } from './guidance.js'
import { startKeys } from './keys.js'
import { startLive } from './live.js'
import { startPage, startReveals } from './page.js'
import { startPlain } from './plain.js'
import { startRepeat } from './repeat.js'
import { startSession } from './session.js'
import { startTables } from './tables.js'

// The components of GOV.UK Frontend that our macros draw; naming them keeps a stray attribute from starting another.
const components = [
  govuk.Accordion, govuk.Button, govuk.CharacterCount, govuk.Checkboxes, govuk.ErrorSummary, govuk.ExitThisPage,
  govuk.NotificationBanner, govuk.Radios, govuk.ServiceNavigation, govuk.SkipLink, govuk.Tabs
]

function start (scope) {
  startReveals(scope)
  for (const Component of components) govuk.createAll(Component, {}, scope)
  startPage(scope)
  startRepeat(scope)
  startCandidates(scope)
  startGuidance(scope)
  startPlain(scope)
  startTables(scope)
}

start(document)
startAutosave(document)
startKeys(document)
startLive(document, start)
startSession(document)

// MOJ's one module that we use waits until a page needs it.
if (document.querySelector('[data-module="moj-sortable-table"]')) {
  import('./moj-frontend.min.js').then(({ initAll }) => initAll())
}
