package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.access.ApiTokens;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One's own API tokens. */
@RestController
@RequestMapping(TokenController.PATH)
final class TokenController {

    static final String PATH = "/api/v1/tokens";

    private final ApiTokens tokens;

    TokenController(ApiTokens tokens) {
        this.tokens = tokens;
    }

    /** What to make; without {@code expiresAt} it lasts until it is ended. */
    record NewToken(@Nullable String name, @Nullable Instant expiresAt) {}

    /** A token as listed; {@code token} is its text, in the answer to the POST only. */
    record TokenBody(
            long id,
            String name,
            @Nullable String token,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        static TokenBody of(ApiTokens.ApiToken token) {
            return new TokenBody(
                    token.id(), token.name(), token.text(), token.createdAt(), token.expiresAt(), token.lastUsedAt());
        }

        @Override
        public String toString() {
            return "TokenBody[" + id + "]";
        }
    }

    /** All of them. */
    record TokenList(List<TokenBody> items) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    TokenBody create(Actor actor, @RequestBody NewToken wanted) {
        String name = wanted.name();
        if (name == null) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "name: is missing");
        }
        return TokenBody.of(tokens.create(actor, name, wanted.expiresAt()));
    }

    @GetMapping
    TokenList list(Actor actor) {
        return new TokenList(tokens.list(actor).stream().map(TokenBody::of).toList());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Actor actor, @PathVariable long id) {
        tokens.revoke(actor, id);
    }
}
