package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * One read of many rows, a page at a time: the next is asked for only when the one before was taken in and there is
 * room for more. Rows may have a few bytes or a mebibyte and a page is counted in rows, so the first is short, and each
 * next one has about as many rows as fit.
 */
final class PagedRead<T> {
    private static final int FIRST_PAGE = 16;

    private final CqlSession session;
    private final BoundStatement statement;
    private final Function<Row, T> decode;
    private final ToIntFunction<T> size;
    private final int limit;
    private final int bytes;
    private final int pageRows;
    private final List<T> found = new ArrayList<>();
    private long taken;

    /**
     * @param size of one in bytes
     * @param limit give at most so many
     * @param bytes stop before there are more than so many, but give at least one
     * @param pageRows fetch at most so many at once
     */
    PagedRead(
            CqlSession session,
            BoundStatement statement,
            Function<Row, T> decode,
            ToIntFunction<T> size,
            int limit,
            int bytes,
            int pageRows) {
        this.session = session;
        this.statement = statement;
        this.decode = decode;
        this.size = size;
        this.limit = limit;
        this.bytes = bytes;
        this.pageRows = pageRows;
    }

    CompletionStage<List<T>> run() {
        return next(Optional.empty(), Math.min(FIRST_PAGE, pageRows));
    }

    private CompletionStage<List<T>> next(Optional<ByteBuffer> state, int rows) {
        BoundStatement page = statement.setPageSize(rows);
        return session.executeAsync(state.isPresent() ? page.setPagingState(state.get()) : page)
                .thenCompose(this::take);
    }

    private CompletionStage<List<T>> take(AsyncResultSet page) {
        for (Row row : page.currentPage()) {
            T one = decode.apply(row);
            int more = size.applyAsInt(one);
            if (found.size() == limit || (!found.isEmpty() && taken + more > bytes)) {
                return CompletableFuture.completedFuture(found);
            }
            found.add(one);
            taken += more;
        }
        Optional<ByteBuffer> state = Optional.ofNullable(page.getExecutionInfo().getPagingState());
        if (state.isEmpty() || found.size() == limit || taken >= bytes) {
            return CompletableFuture.completedFuture(found);
        }
        long average = Math.max(1, taken / Math.max(1, found.size()));
        long fit = Math.clamp((bytes - taken) / average, 1, Math.min(pageRows, limit - found.size()));
        return next(state, (int) fit);
    }
}
