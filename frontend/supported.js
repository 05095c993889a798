// Runs before the page is drawn, so that parts which need scripts do not flash. Its own file because nothing may be inline.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
