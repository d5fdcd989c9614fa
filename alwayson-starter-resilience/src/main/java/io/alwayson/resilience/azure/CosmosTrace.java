package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;

import com.azure.cosmos.CosmosDiagnostics;
import com.azure.cosmos.CosmosDiagnosticsContext;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosBatchResponse;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.CosmosResponse;
import com.azure.cosmos.models.FeedResponse;
import org.jspecify.annotations.Nullable;

/**
 * What the SDK tells of an operation that has ended.
 *
 * @param asked the regions that were asked
 * @param first the one that was asked first, where that is known
 * @param last the one whose response this is, where that is known
 * @param extra requests beyond the first
 * @param requestUnits what was charged
 * @param kind the SDK's name of what was done, such as {@code Query}; one of a few
 * @param duration of the whole, {@code null} where that is not known
 */
record CosmosTrace(Set<String> asked, @Nullable String first, @Nullable String last, int extra, double requestUnits,
		String kind, @Nullable Duration duration) {

	/** Of a response or an exception of the SDK; {@code null} for anything else. */
	static @Nullable CosmosTrace of(@Nullable Object ending) {
		CosmosDiagnostics diagnostics = diagnosticsOf(ending);
		return (diagnostics != null) ? of(diagnostics, diagnostics.getDiagnosticsContext()) : null;
	}

	private static @Nullable CosmosDiagnostics diagnosticsOf(@Nullable Object ending) {
		if (ending instanceof CosmosItemResponse<?> response) {
			return response.getDiagnostics();
		}
		if (ending instanceof CosmosBatchResponse response) {
			return response.getDiagnostics();
		}
		if (ending instanceof FeedResponse<?> response) {
			return response.getCosmosDiagnostics();
		}
		if (ending instanceof CosmosResponse<?> response) {
			return response.getDiagnostics();
		}
		return (ending instanceof CosmosException exception) ? exception.getDiagnostics() : null;
	}

	private static CosmosTrace of(CosmosDiagnostics own, @Nullable CosmosDiagnosticsContext context) {
		String last = only(own.getContactedRegionNames());
		if (context == null) {
			return new CosmosTrace(own.getContactedRegionNames(), last, last, 0, 0, "", null);
		}
		// One for the region that was asked first, one for each that was asked beside it.
		Collection<CosmosDiagnostics> parallel = context.getDiagnostics();
		String first = parallel.isEmpty() ? last : only(parallel.iterator().next().getContactedRegionNames());
		int hedges = context.isPointOperation() ? Math.max(0, parallel.size() - 1) : 0;
		return new CosmosTrace(context.getContactedRegionNames(), first, last, context.getRetryCount() + hedges,
				context.getTotalRequestCharge(), context.getOperationType(), context.getDuration());
	}

	private static @Nullable String only(Set<String> regions) {
		return (regions.size() == 1) ? regions.iterator().next() : null;
	}

}
