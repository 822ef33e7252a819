package dev.holdfast.node.edge;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Page tokens: the last key that was seen, bound to the arguments of the request that began, so that nobody pages on
 * through another list by mistake.
 */
public final class PageTokens {
    private PageTokens() {}

    /** @param arguments all that must stay the same from page to page */
    public static String of(String lastSeen, String... arguments) {
        String text = Long.toString(sum(arguments), 36) + "/" + lastSeen;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The last key that was seen; empty text for the first page.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT, when the token was not given for this request
     */
    public static String lastSeen(String token, String... arguments) {
        if (token.isEmpty()) {
            return "";
        }
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw broken("is none of ours");
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw broken("is none of ours");
        }
        if (!text.substring(0, slash).equals(Long.toString(sum(arguments), 36))) {
            throw broken("was given for a request with other arguments");
        }
        return text.substring(slash + 1);
    }

    private static io.grpc.StatusRuntimeException broken(String why) {
        return StatusMapping.ofFields(List.of(new StatusMapping.FieldFault("page_token", why)));
    }

    private static long sum(String... arguments) {
        CRC32C sum = new CRC32C();
        for (String argument : arguments) {
            sum.update(argument.getBytes(StandardCharsets.UTF_8));
            sum.update(0);
        }
        return sum.getValue();
    }
}
