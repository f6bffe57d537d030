/** The same random cases in every run: the list of differences must be exact. */
import fc from "fast-check";

fc.configureGlobal({
  seed: 20_260_821,
  endOnFailure: true,
  includeErrorInReport: true,
});
